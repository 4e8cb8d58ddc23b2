/**
 * Volume types that the restricted level forbids besides `hostPath`, and what they are.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted (Volume Types): everything is forbidden but
 * configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected and secret. The types are those of
 * k8s.io/api core/v1 VolumeSource.
 */
export const FORBIDDEN_VOLUME_TYPES: Readonly<Record<string, string>> = {
  awsElasticBlockStore: "an AWS disk",
  azureDisk: "an Azure disk",
  azureFile: "an Azure file share",
  cephfs: "a CephFS file system",
  cinder: "an OpenStack disk",
  fc: "a Fibre Channel disk",
  flexVolume: "a volume that a program on the node makes",
  flocker: "a Flocker volume",
  gcePersistentDisk: "a Google Cloud disk",
  gitRepo: "a Git repository that root on the node clones",
  glusterfs: "a GlusterFS volume",
  iscsi: "an iSCSI disk",
  nfs: "an NFS share",
  photonPersistentDisk: "a Photon disk",
  portworxVolume: "a Portworx volume",
  quobyte: "a Quobyte volume",
  rbd: "a Ceph block device",
  scaleIO: "a ScaleIO volume",
  storageos: "a StorageOS volume",
  vsphereVolume: "a vSphere disk",
};
